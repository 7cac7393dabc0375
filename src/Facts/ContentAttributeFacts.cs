namespace TracedLlm.Facts;

/// <summary>One attribute with content: a row of <see cref="ContentAttributeTable"/>.</summary>
/// <param name="Name">The attribute.</param>
/// <param name="Sides">The sides of the request that it quotes.</param>
/// <param name="Span">The span that has it.</param>
/// <param name="Form">The form of its value.</param>
internal sealed record ContentAttributeFacts(string Name, ContentSides Sides, ContentSpan Span, ContentForm Form)
{
    /// <summary>Whether the attribute quotes the input.</summary>
    public bool IsInput => (Sides & ContentSides.Input) != 0;

    /// <summary>Whether the attribute quotes the output.</summary>
    public bool IsOutput => (Sides & ContentSides.Output) != 0;
}
