namespace TracedLlm.Samples.Gateway;

/// <summary>Blocks what matches a regular expression, or masks it.</summary>
internal sealed class PatternGuardrail(GuardrailSettings.Pattern settings) : IGuardrail
{
    private const string Masked = "[MASKED]";

    public GuardrailSettings Settings => settings;

    public string Name => settings.Name;

    public ValueTask<GuardrailOutcome> ApplyAsync(GuardrailContent content, CancellationToken cancellationToken)
    {
        var matches = content.Texts.Sum(text => settings.Regex.Count(text));
        if (matches == 0)
        {
            return ValueTask.FromResult(GuardrailOutcome.Passed);
        }

        if (!settings.Masks || !content.CanMask)
        {
            return ValueTask.FromResult(GuardrailOutcome.Blocked());
        }

        for (var i = 0; i < content.Texts.Count; i++)
        {
            if (settings.Regex.IsMatch(content.Texts[i]))
            {
                content.Mask(i, settings.Regex.Replace(content.Texts[i], Masked));
            }
        }

        return ValueTask.FromResult(GuardrailOutcome.Masked(matches));
    }
}
