namespace TracedLlm.Export.Backends;

/// <summary>A setting of a backend, and the names that its value is read from.</summary>
/// <param name="Variables">The operator's settings, in order of precedence: environment variables, and whatever else the configuration holds under these names.</param>
internal sealed record BackendSetting(params string[] Variables)
{
    /// <summary>The names that a key, a team or a request uses, in order of precedence; empty if only the operator can set it.</summary>
    public string[] TenantNames { get; init; } = [];

    /// <summary>The default value.</summary>
    public string? Default { get; init; }

    /// <summary>Whether the backend cannot receive spans without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether it authenticates. A tenant's and the operator's credentials are never mixed, and appear in no message.</summary>
    public bool IsCredential { get; init; }

    /// <summary>Whether a tenant that sets nothing else changes the operator's own destination, and has none of its own.</summary>
    public bool TunesOperators { get; init; }
}
