namespace TracedLlm.Samples.Gateway;

/// <summary>What a request brings besides its address and headers.</summary>
internal abstract class RequestBody
{
    /// <summary>The model that it names.</summary>
    public virtual string? Model => null;

    /// <summary>Whether it asks for a stream; <see langword="null"/> if it does not say.</summary>
    public virtual bool? IsStreaming => null;

    /// <summary>The guardrails that it asks for.</summary>
    public virtual IReadOnlySet<string> Guardrails => new HashSet<string>();

    /// <summary>Whether it can be sent more than once.</summary>
    public virtual bool CanRepeat => true;

    /// <summary>Whether two equal ones are the same request.</summary>
    public virtual bool CanCompare => false;

    /// <summary>The texts that a guardrail reads.</summary>
    public virtual List<string> Texts() => [];

    /// <summary>The same with other texts, as a guardrail that masks leaves it.</summary>
    public virtual RequestBody WithTexts(IReadOnlyList<string> texts) => this;

    /// <summary>The body for a provider, without the fields meant for the gateway.</summary>
    /// <param name="model">The provider's name for the model; <see langword="null"/> leaves what stands there.</param>
    public abstract HttpContent ContentFor(string? model);
}
