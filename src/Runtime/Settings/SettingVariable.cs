namespace TracedLlm.Settings;

/// <summary>A variable of OpenTelemetry or LiteLLM that sets the value of a setting.</summary>
/// <param name="Name">The name, such as <c>LITELLM_LOG</c>.</param>
internal sealed record SettingVariable(string Name)
{
    /// <summary>
    /// The only text that has an effect, in any case; <see langword="null"/> if the variable has the same values as the setting.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>Turns the text into one of the setting's; <see langword="null"/> if the variable has the same values as the setting.</summary>
    public VariableTranslation? Translate { get; init; }

    /// <summary>The value of the setting for <see cref="Text"/>.</summary>
    public string Value { get; init; } = "";
}
