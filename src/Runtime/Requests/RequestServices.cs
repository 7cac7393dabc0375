using System.Collections.Frozen;
using TracedLlm.Responses;

namespace TracedLlm.Requests;

/// <summary>The services that all requests of an application share.</summary>
internal sealed class RequestServices
{
    /// <summary>Reads what responses say.</summary>
    public ResponsePayloads Payloads { get; init; } = ResponsePayloads.None;

    /// <summary>Whether spans carry what was asked and answered.</summary>
    public bool CapturesContent { get; init; }

    /// <summary>Gets the requests that failed; <see langword="null"/> for none.</summary>
    public IFailureReport? Failures { get; init; }

    /// <summary>The requests that a shutdown ends; <see langword="null"/> where no shutdown does.</summary>
    public RequestsInFlight? InFlight { get; init; }

    /// <summary>The names of the request's fields that are kept until it has ended; <see langword="null"/> for none.</summary>
    public FrozenSet<string>? KeptFields { get; init; }
}
