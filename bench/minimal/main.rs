//! The smallest app that Tauri makes: one window with a coloured page. What it takes, every Tauri app
//! takes; the rest is ours.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!("bench/minimal/tauri.conf.json"))
}
