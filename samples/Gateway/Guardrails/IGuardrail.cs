namespace TracedLlm.Samples.Gateway;

/// <summary>Checks content before the gateway passes it on.</summary>
internal interface IGuardrail
{
    GuardrailSettings Settings { get; }

    string Name { get; }

    /// <summary>Whether the guardrail can check content without texts: images, tools, tool calls.</summary>
    bool ReadsConversations => false;

    /// <summary>Decides about <paramref name="content"/>, and masks its texts if the decision is to mask.</summary>
    /// <exception cref="GuardrailBlockedException">The guardrail blocks and gives a reason; to block without a reason, it may return the outcome.</exception>
    ValueTask<GuardrailOutcome> ApplyAsync(GuardrailContent content, CancellationToken cancellationToken);
}
