using System.Diagnostics;

namespace TracedLlm.Exporting;

/// <summary>What an exporter may know of the request that a span belongs to.</summary>
internal interface IExportedRequest
{
    /// <summary>The root span; <see langword="null"/> for a request that has none.</summary>
    Activity? Root { get; }

    /// <summary>Who named the parent of the root.</summary>
    ParentSource ParentSource { get; }

    /// <summary>The attributes that every span of the request carries, as far as they are known now.</summary>
    EverySpanTags EverySpan { get; }

    /// <summary>Gives <c>litellm_request</c>, ended or not; <see langword="null"/> if it has not opened.</summary>
    Func<Activity?> GetLlmRequest { get; }

    /// <summary>Whether an <c>auth</c> stage is under way, so that it may not be known yet who calls.</summary>
    bool IsAuthenticating { get; }

    /// <summary>The fields of the request that the application keeps (<see cref="IKeptRequestFields"/>).</summary>
    IReadOnlyDictionary<string, string> KeptFields { get; }

    /// <summary>What the exporters keep with the request; changed by <see cref="Interlocked"/>, because there may be several exporters.</summary>
    ref object? ExportState { get; }
}
