namespace TracedLlm.Export.Tenants;

/// <summary>Why a destination of a key, a team or a request is ignored, as the counter names it.</summary>
internal static class DestinationDrop
{
    /// <summary>There is no such backend, or it takes no credentials.</summary>
    public const string Unknown = "unknown_backend";

    /// <summary>A request brings credentials for a backend that the operator has not configured.</summary>
    public const string NotConfigured = "not_configured";

    /// <summary>A credential that the backend needs is missing.</summary>
    public const string Incomplete = "incomplete";

    /// <summary>There are credentials and no host, and the operator's host is not the vendor's own.</summary>
    public const string NoHost = "no_host";

    /// <summary>A value is not allowed for its setting.</summary>
    public const string BadValue = "bad_value";

    /// <summary>There are as many destinations of requests as <see cref="TracedLlmExportOptions.MaxRequestDestinations"/> allows.</summary>
    public const string TooMany = "too_many";

    /// <summary>The host is neither allowed nor a host of the operator's backends.</summary>
    public const string HostNotAllowed = "host_not_allowed";

    /// <summary>An <see cref="ITraceDestinations"/> of the gateway threw an exception.</summary>
    public const string Failed = "failed";
}
