namespace TracedLlm.Settings;

/// <summary>What the log says at start-up about the settings of a package: values that are ignored, and variables without effect.</summary>
internal sealed class SettingWarnings
{
    private readonly List<string> _texts = [];

    /// <summary>The warnings, each once.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>Adds a warning, unless it is there already.</summary>
    public void Add(string text)
    {
        if (!_texts.Contains(text))
        {
            _texts.Add(text);
        }
    }

    /// <summary>Adds the warning about a value that is ignored.</summary>
    /// <param name="error">The error that the value would be elsewhere.</param>
    public void AddIgnored(InvalidOperationException error) => Add($"{error.Message} The value is ignored.");
}
