"""What is shown, noted and agreed when neighbours meet? (source p. 36: ご近所会議; its chair is the DX promotion director)"""
