namespace TracedLlm.Samples.Gateway;

/// <summary>The body of a request.</summary>
internal abstract class RequestBody
{
    /// <summary>The model that the body names.</summary>
    public virtual string? Model => null;

    /// <summary>Whether the body requests a stream; <see langword="null"/> if it does not contain the field.</summary>
    public virtual bool? IsStreaming => null;

    /// <summary>Whether the body asks for the usage of its stream.</summary>
    public virtual bool AsksForUsage => false;

    /// <summary>The guardrails that the body requests.</summary>
    public virtual IReadOnlySet<string> Guardrails => new HashSet<string>();

    /// <summary>The fields that the provider does not receive, as far as the gateway has read the body.</summary>
    public virtual IReadOnlyList<GatewayField> GatewayFields => [];

    /// <summary>The fields without effect behind a file that the gateway sends on while it arrives, as far as the file and they have arrived.</summary>
    public virtual IReadOnlyCollection<GatewayField> FieldsBehindFile => [];

    /// <summary>The caller's body, if the gateway sends it on while it arrives.</summary>
    public UploadStream? Upload { get; init; }

    /// <summary>Whether the gateway can send the body more than once.</summary>
    public virtual bool CanRepeat => true;

    /// <summary>Whether two equal bodies are the same request.</summary>
    public virtual bool CanCompare => false;

    /// <summary>The texts that guardrails read.</summary>
    public virtual List<string> Texts() => [];

    /// <summary>The body with the texts that a guardrail masked.</summary>
    public virtual RequestBody WithTexts(IReadOnlyList<string> texts) => this;

    /// <summary>The body with the provider's name of the model wherever it repeats the name of the path.</summary>
    public virtual RequestBody WithRepeatedModel(string name, string providersName) => this;

    /// <summary>The body with the fields of a deployment that it lacks; only JSON can have them.</summary>
    public virtual RequestBody WithDefaults(DefaultFields defaults, WireFormat format) => this;

    /// <summary>The body for a provider, without the gateway's own fields.</summary>
    /// <param name="model">The provider's name for the model; <see langword="null"/> keeps the caller's value.</param>
    /// <param name="withUsage">Whether the provider shall report the usage of the stream that the body asks for.</param>
    public abstract HttpContent ContentFor(string? model, bool withUsage);
}
