using System.Diagnostics;
using System.Net.Http.Json;
using TracedLlm.Facts;
using TracedLlm.Metrics;
using TracedLlm.Secrets;
using TracedLlm.Taps;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>
/// <c>raw_gen_ai_request</c>: what an attempt really sent to its provider and got back, while content is captured. It has its
/// attempt's start and end, and how the attempt ended is said there alone.
/// </summary>
internal sealed class RawSpan
{
    private readonly Lock _gate = new();
    private readonly IAttemptedRequest _owner;
    private readonly Activity _activity;
    private readonly RawText _request = new();
    private readonly RawText _response = new();
    private readonly HashSet<string> _secrets = [];
    private bool _isSent;
    private bool _isReadable;
    private bool _ended;

    private RawSpan(IAttemptedRequest request, Activity activity)
    {
        _owner = request;
        _activity = activity;
    }

    /// <summary>Starts the span of <paramref name="attempt"/>, which stays the current one; <see langword="null"/> if it is not recorded.</summary>
    public static RawSpan? Start(IAttemptedRequest request, Activity attempt)
    {
        var tags = CreationTags.Rent();
        tags.Add(LiteLlm.CallId, request.CallId);
        tags.Add(LiteLlm.TraceId, request.TraceId);
        tags.Add(request.EverySpan.Tags);
        var current = Activity.Current;
        var start = new DateTimeOffset(attempt.StartTimeUtc);
        var activity = SpanStart.StartActivity(current, attempt.Context, request.Naming.Raw, ActivityKind.Internal, tags, start);
        Activity.Current = current;
        return activity is null ? null : new RawSpan(request, activity);
    }

    /// <summary>
    /// A request is sent, or was. Its body is kept if it is JSON in memory: a stream would be consumed, and the contents of
    /// SDKs are of types that nobody knows. Of several requests in one attempt the last counts.
    /// </summary>
    public void OnRequest(HttpRequestMessage request, bool isAnswered)
    {
        lock (_gate)
        {
            if (_ended || (isAnswered && _isSent))
            {
                return;
            }

            _secrets.UnionWith(SentSecrets.Find(request));
            if (request.Content is not (ByteArrayContent or ReadOnlyMemoryContent or JsonContent) || !MediaTypes.IsText(request.Content, orEvents: false))
            {
                return;
            }

            try
            {
                _request.Clear();
                request.Content.CopyTo(new RawTextStream(_request), context: null, CancellationToken.None);
                _isSent = true;
            }
            catch (ObjectDisposedException)
            {
                // The gateway was done with it.
            }
            catch (Exception exception)
            {
                TraceCounters.PayloadFailed(exception);
            }
        }
    }

    /// <summary>The provider's response begins.</summary>
    /// <param name="response">The response.</param>
    /// <param name="request">What it answers, where that is known.</param>
    public void OnResponse(HttpResponseMessage response, HttpRequestMessage? request)
    {
        if (request is not null)
        {
            OnRequest(request, isAnswered: true);
        }

        lock (_gate)
        {
            _isReadable = MediaTypes.IsText(response.Content, orEvents: true);
        }
    }

    /// <summary>The next bytes of the response.</summary>
    public void OnBytes(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_isReadable && !_ended)
            {
                _response.Append(bytes);
            }
        }
    }

    /// <summary>Ends the span, once, with its attempt.</summary>
    public void End(Activity attempt)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
        }

        Set(LibraryAttributes.RawRequest, _request.Finish(_secrets));
        Set(LibraryAttributes.RawResponse, _response.Finish(_secrets));
        _activity.SetTag(LibraryAttributes.ContentTruncated, _request.IsCut || _response.IsCut ? true : null);
        _activity.SetTag(LibraryAttributes.Late, attempt.GetTagItem(LibraryAttributes.Late));
        _owner.EverySpan.WriteTo(_activity);
        _activity.SetEndTime(attempt.StartTimeUtc + attempt.Duration);
        SpanEnd.Stop(_activity, previous: null, _owner);
    }

    private void Set(string name, string? value) => _activity.SetTag(name, _owner.MaskContent(name, value));
}
