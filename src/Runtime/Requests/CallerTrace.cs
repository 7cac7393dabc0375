using System.Diagnostics;
using TracedLlm.Exporting;
using TracedLlm.Facts;

namespace TracedLlm.Requests;

/// <summary>Whether a request has a trace of its own, apart from the trace that its caller chose: what is known of the caller decides.</summary>
/// <param name="request">The request.</param>
/// <param name="gate">The request's lock. It guards the decision.</param>
/// <param name="tags">The metadata, whose names of a trace are withheld in a trace of its own.</param>
internal sealed class CallerTrace(RequestState request, object gate, RequestTags tags)
{
    private CallerAuthentication _authentication;
    private bool _isDecided;
    private SeparateTrace? _separate;

    /// <summary>The trace of its own; <see langword="null"/> while nothing is decided, and for a caller that is trusted.</summary>
    public SeparateTrace? Separate => Volatile.Read(ref _separate);

    /// <summary>Whether the gateway has authenticated the caller.</summary>
    public bool IsAuthenticated => _authentication.HasSucceeded;

    /// <summary>Whether the gateway may still refuse the caller, so that the trace is not known.</summary>
    public bool IsPending =>
        request.Services.UnauthenticatedTrust is InboundTrust.Link or InboundTrust.Ignore
        && !Volatile.Read(ref _isDecided)
        && _authentication.IsPending(request.Attempts.Any, request.Request.IsOpen, request.Services.Authentication.IsKnown);

    // Whether the caller chose the trace. An activity of this process may continue the caller's trace.
    private bool IsOfCaller
    {
        get
        {
            if (request.ParentSource != ParentSource.Ambient)
            {
                return request.ParentSource != ParentSource.None;
            }

            var first = request.Outer;
            while (first?.Parent is { } parent)
            {
                first = parent;
            }

            return first?.HasRemoteParent == true;
        }
    }

    /// <summary>An <c>auth</c> stage has ended.</summary>
    /// <param name="succeeded">Whether it identified the caller; <see langword="null"/> if it does not say.</param>
    public void NoteAuthentication(bool? succeeded)
    {
        request.Services.Authentication.NoteRun();
        if (succeeded is { } isCallerKnown)
        {
            _authentication.NoteStage(isCallerKnown);
        }
    }

    /// <summary>The gateway, or the platform's authentication, has stated who calls.</summary>
    public void NoteCaller()
    {
        request.Services.Authentication.NoteRun();
        _authentication.NoteStated();
    }

    /// <summary>Decides, once, and returns the trace of its own.</summary>
    /// <param name="status">The status of the response; <see langword="null"/> if it is not known.</param>
    public SeparateTrace? Decide(int? status)
    {
        lock (gate)
        {
            if (_isDecided || request.Root is not { IsAllDataRequested: true } root)
            {
                return _separate;
            }

            Volatile.Write(ref _isDecided, true);
            var services = request.Services;
            var isTrusted = services.UnauthenticatedTrust is InboundTrust.Continue or InboundTrust.Full;
            if (!isTrusted && _authentication.IsRefused(status, request.Attempts.Any, request.Request.IsOpen, services.Authentication.IsKnown))
            {
                Volatile.Write(ref _separate, CreateSeparate(root));
                tags.Withhold(_separate!);
            }
            else if (services.Owners.IsOfOthers(root.TraceId, request.Caller.FindText(LiteLlm.TeamId) ?? request.Caller.FindText(LiteLlm.ApiKeyHash) ?? request.Caller.FindText(LiteLlm.ApiKeyAlias))
                && request.RequestMetadata.Parent.TraceId == root.TraceId)
            {
                // As existing_trace_id does: the request shows its spans there, and changes no field of the trace.
                tags.SetTraceTag(LibraryAttributes.TraceJoined, true);
            }

            return _separate;
        }
    }

    private SeparateTrace CreateSeparate(Activity root)
    {
        var isLinked = request.Services.UnauthenticatedTrust == InboundTrust.Link;
        var isOwn = IsOfCaller;
        var id = isOwn ? ActivityTraceId.CreateRandom() : root.TraceId;
        var stated = tags.ReadStated();
        if (request.TraceId is { } named && named != id.ToHexString())
        {
            stated.Add(new(LiteLlm.TraceId, named));
        }

        return new SeparateTrace(
            id,
            isOwn,
            isLinked,
            isOwn && isLinked && root.ParentSpanId != default
                ? new ActivityContext(root.TraceId, root.ParentSpanId, root.ActivityTraceFlags, isRemote: root.HasRemoteParent)
                : default,
            stated);
    }
}
