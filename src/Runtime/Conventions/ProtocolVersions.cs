namespace TracedLlm.Conventions;

/// <summary>The <c>network.protocol.version</c> of HTTP, as OpenTelemetry's semantic conventions, v1.41.1, write it.</summary>
internal static class ProtocolVersions
{
    /// <summary>The version of a request's protocol, such as <c>HTTP/2</c>; <see langword="null"/> if it is not known.</summary>
    public static string? FromProtocol(string protocol) => protocol switch
    {
        "HTTP/1.1" => "1.1",
        "HTTP/2" or "HTTP/2.0" => "2",
        "HTTP/3" or "HTTP/3.0" => "3",
        "HTTP/1.0" => "1.0",
        _ => null,
    };

    /// <summary>The version of a response.</summary>
    public static string? FromVersion(Version version) => (version.Major, version.Minor) switch
    {
        (1, 1) => "1.1",
        (2, _) => "2",
        (3, _) => "3",
        (1, 0) => "1.0",
        _ => null,
    };
}
