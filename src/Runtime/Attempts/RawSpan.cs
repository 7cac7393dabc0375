using System.Diagnostics;
using System.Net.Http.Json;
using TracedLlm.Facts;
using TracedLlm.Metrics;
using TracedLlm.Secrets;
using TracedLlm.Taps;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>
/// <c>raw_gen_ai_request</c>: the bodies that an attempt sent to its provider and received, while content is captured. It has the
/// start and the end of its attempt. Only the attempt has the outcome.
/// </summary>
internal sealed class RawSpan
{
    // Guards the flags and the texts below until the span has ended. The HTTP client, the reader of the response and the end of the
    // request run on different threads.
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

    /// <summary>
    /// Starts the span under <paramref name="attempt"/>, and leaves the attempt current; <see langword="null"/> if the span is
    /// not recorded.
    /// </summary>
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
    /// An HTTP request is about to be sent, or was sent. Its body is kept if it is JSON in memory: reading would consume a
    /// stream, and the content types of SDKs are unknown. If an attempt sends several HTTP requests, the last one counts.
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
                // The gateway has disposed the request.
            }
            catch (Exception exception)
            {
                TraceCounters.PayloadFailed(exception);
            }
        }
    }

    /// <summary>The provider's response begins.</summary>
    /// <param name="response">The response.</param>
    /// <param name="request">The HTTP request that it answers, if it is known.</param>
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

    /// <summary>Bytes of the response have been read.</summary>
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
