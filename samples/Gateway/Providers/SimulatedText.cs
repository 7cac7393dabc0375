namespace TracedLlm.Samples.Gateway;

/// <summary>The text that the simulated provider answers with, and its counts.</summary>
internal sealed class SimulatedText(string model, List<string> texts, string? answer)
{
    private readonly string[] _words = (answer ?? $"Hello from {model}. You said: {texts.LastOrDefault() ?? "nothing"}").Split(' ');

    public string Model { get; } = model;

    public string Whole => string.Join(' ', _words);

    public int InputTokens { get; } = texts.Sum(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);

    public int OutputTokens => _words.Length;

    /// <summary>The words, each with the space in front of it; an endless answer repeats them.</summary>
    public IEnumerable<string> Words(bool endless)
    {
        do
        {
            for (var i = 0; i < _words.Length; i++)
            {
                yield return i == 0 ? _words[i] : " " + _words[i];
            }
        }
        while (endless);
    }
}
