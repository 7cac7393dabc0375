namespace TracedLlm.Samples.Gateway;

/// <summary>Something that looks at texts before they go on.</summary>
internal interface IGuardrail
{
    GuardrailSettings Settings { get; }

    string Name { get; }

    /// <summary>Decides about <paramref name="content"/>, and masks in it if that is the decision.</summary>
    /// <exception cref="GuardrailBlockedException">Its decision is to block, and it says why; one without a reason may return the outcome.</exception>
    ValueTask<GuardrailOutcome> ApplyAsync(GuardrailContent content, CancellationToken cancellationToken);
}
