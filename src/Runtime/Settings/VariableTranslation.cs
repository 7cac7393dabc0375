namespace TracedLlm.Settings;

/// <summary>Turns the text of a variable into the text of the setting; <see langword="null"/> if the setting is left as it is.</summary>
/// <param name="variable">The variable, for messages.</param>
/// <param name="text">Its text, which is not blank.</param>
/// <param name="warnings">Receives what is ignored.</param>
/// <exception cref="InvalidOperationException">The text is not allowed.</exception>
internal delegate string? VariableTranslation(string variable, string text, SettingWarnings warnings);
