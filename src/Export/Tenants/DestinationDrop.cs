namespace TracedLlm.Export;

/// <summary>Why a destination of a key, a team or a request is ignored, as the counter names it.</summary>
internal static class DestinationDrop
{
    /// <summary>There is no such backend, or none that takes credentials.</summary>
    public const string Unknown = "unknown_backend";

    /// <summary>A request brings credentials for a backend that the operator has not configured.</summary>
    public const string NotConfigured = "not_configured";

    /// <summary>Not all of the credentials that the backend needs are there.</summary>
    public const string Incomplete = "incomplete";

    /// <summary>A value is none that the setting allows.</summary>
    public const string BadValue = "bad_value";

    /// <summary>The host is neither allowed nor the operator's own.</summary>
    public const string HostNotAllowed = "host_not_allowed";

    /// <summary>The gateway's own source threw an exception.</summary>
    public const string Failed = "failed";
}
