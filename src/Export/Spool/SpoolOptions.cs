namespace TracedLlm.Export.Spool;

/// <summary>The directory and the bounds of the spool.</summary>
/// <param name="Directory">Its directory.</param>
internal sealed record SpoolOptions(string Directory)
{
    // The part of the spool that destinations of requests have (docs/tenants.md).
    private const int ShareOfRequests = 8;

    private readonly long? _maxRequestBytes;

    /// <summary>The setting that names the directory.</summary>
    public const string Setting = "TracedLlm:Spool";

    /// <summary>How many bytes it may have on disk.</summary>
    public long MaxBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>How many bytes of the destinations that requests bring it may have, all together: an eighth of <see cref="MaxBytes"/>.</summary>
    public long MaxRequestBytes
    {
        get => _maxRequestBytes ?? MaxBytes / ShareOfRequests;
        init => _maxRequestBytes = value;
    }

    /// <summary>How long a span may wait.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The maximum size of a file. Room is regained by deleting whole files.</summary>
    public long SegmentBytes { get; init; } = 8 * 1024 * 1024;
}
