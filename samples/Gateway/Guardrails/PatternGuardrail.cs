namespace TracedLlm.Samples.Gateway;

/// <summary>Blocks texts that match one of its regular expressions, or masks the matches.</summary>
internal sealed class PatternGuardrail(GuardrailSettings.Pattern settings) : IGuardrail
{
    private const string Masked = "[MASKED]";

    public GuardrailSettings Settings => settings;

    public string Name => settings.Name;

    public ValueTask<GuardrailOutcome> ApplyAsync(GuardrailContent content, CancellationToken cancellationToken)
    {
        var texts = content.Texts.ToArray();
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (entity, regex) in settings.Entities)
        {
            if (texts.Sum(text => regex.Count(text)) is var count and > 0)
            {
                found[entity] = count;
                texts = [.. texts.Select(text => regex.Replace(text, Masked))];
            }
        }

        if (found.Count == 0)
        {
            return ValueTask.FromResult(GuardrailOutcome.Passed);
        }

        string[] categories = [.. found.Keys];
        if (!settings.Masks || !content.CanMask)
        {
            return ValueTask.FromResult(GuardrailOutcome.Blocked(categories));
        }

        for (var i = 0; i < texts.Length; i++)
        {
            if (texts[i] != content.Texts[i])
            {
                content.Mask(i, texts[i]);
            }
        }

        return ValueTask.FromResult(GuardrailOutcome.Masked(found, categories));
    }
}
