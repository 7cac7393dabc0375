namespace TracedLlm.Requests;

/// <summary>The input or the output of a request, as far as it is restated. The lock of the request guards it.</summary>
/// <param name="name">Its name.</param>
/// <param name="names">The attributes of <c>litellm_request</c> with it.</param>
internal sealed class ContentSide(string name, string[] names)
{
    public string Name { get; } = name;

    public string[] Names { get; } = names;

    /// <summary>How often it was stated.</summary>
    public int Statements { get; set; }

    /// <summary>How often a guardrail has masked it.</summary>
    public int Masks { get; set; }

    /// <summary>The notice of the last mask; <see langword="null"/> if nobody has masked it.</summary>
    public string? MaskNotice { get; set; }

    /// <summary>The stated content, which replaces the bodies of attempts; <see langword="null"/> if it was not stated.</summary>
    public string? Body { get; set; }

    /// <summary>The text that replaces content that a guardrail masked and nobody stated; <see langword="null"/> if there is none.</summary>
    public string? Notice { get; set; }

    /// <summary>Whether the content of the gateway's own response stays, because the guardrail masked it.</summary>
    public bool IsGatewaysKept { get; set; }
}
