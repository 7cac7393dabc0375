namespace TracedLlm.Export;

/// <summary>One setting of a backend: where its value comes from.</summary>
/// <param name="Variables">The operator's settings, in order of precedence: environment variables, and whatever else the configuration holds under these names.</param>
internal sealed record BackendSetting(params string[] Variables)
{
    /// <summary>What a key, a team or a request calls it, in order of precedence; none where it is the operator's alone.</summary>
    public string[] TenantNames { get; init; } = [];

    /// <summary>The value where nobody sets one.</summary>
    public string? Default { get; init; }

    /// <summary>Whether there is no sending without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether it authenticates: of a tenant and of the operator, never mixed, and in no message.</summary>
    public bool IsCredential { get; init; }
}
