namespace TracedLlm.Samples.Gateway;

/// <summary>Something that looks at texts before they go on.</summary>
internal interface IGuardrail
{
    GuardrailSettings Settings { get; }

    string Name { get; }

    /// <summary>Decides about <paramref name="content"/>, and masks in it if that is the decision.</summary>
    ValueTask<GuardrailOutcome> ApplyAsync(GuardrailContent content, CancellationToken cancellationToken);
}
