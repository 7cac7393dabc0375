using System.Diagnostics;
using System.Text;
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
    /// <summary>Replaces the events of a streamed response if a redactor is set.</summary>
    private const string StreamNotice = "[the events of a stream: left out, because they would show in pieces what is redacted as a whole]";

    // Guards the flags and the texts below until the span has ended. The HTTP client, the reader of the response and the end of the
    // request run on different threads.
    private readonly Lock _gate = new();
    private readonly IAttemptedRequest _owner;
    private readonly IAttemptedContent _content;
    private readonly Activity _activity;
    private readonly RawText _request = new();
    private readonly RawText _response = new();
    private readonly HashSet<string> _secrets = [];
    private bool _isSent;
    private bool _isReadable;
    private bool _isStream;
    private bool _ended;
    private string? _requestBody;
    private string? _responseBody;

    private RawSpan(IAttemptedRequest request, IAttemptedContent content, Activity activity)
    {
        _owner = request;
        _content = content;
        _activity = activity;
    }

    /// <summary>The characters of both bodies, after the end of the attempt.</summary>
    public int Length => (_requestBody?.Length ?? 0) + (_responseBody?.Length ?? 0);

    /// <summary>Returns a body as this span shows it: cut to its bound, and without secrets.</summary>
    public static string? CleanBody(string body)
    {
        var text = new RawText();
        text.Append(Encoding.UTF8.GetBytes(body));
        return text.Finish([]);
    }

    /// <summary>
    /// Starts the span under <paramref name="attempt"/>, and leaves the attempt current; <see langword="null"/> if the span is
    /// not recorded.
    /// </summary>
    public static RawSpan? Start(IAttemptedRequest request, IAttemptedContent content, Activity attempt)
    {
        var tags = CreationTags.Rent();
        tags.Add(LiteLlm.CallId, request.CallId);
        tags.Add(LiteLlm.TraceId, request.TraceId);
        tags.AddClean(request.EverySpan.Tags);
        var current = Activity.Current;
        var start = new DateTimeOffset(attempt.StartTimeUtc);
        var activity = SpanStart.StartActivity(current, attempt.Context, request.Naming.Raw, ActivityKind.Internal, tags, start);
        Activity.Current = current;
        return activity is null ? null : new RawSpan(request, content, activity);
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
            _isStream = MediaTypes.KindOf(response.Content.Headers.ContentType?.ToString()) is PayloadKind.Events or PayloadKind.Lines;
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

    /// <summary>
    /// The attempt has ended: reads the bodies, once. The request holds the span until it closes, because a guardrail may still
    /// mask.
    /// </summary>
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

        _requestBody = _request.Finish(_secrets);
        _responseBody = _response.Finish(_secrets);
        _activity.SetTag(LibraryAttributes.ContentTruncated, _request.IsCut || _response.IsCut ? true : null);
        _activity.SetTag(LibraryAttributes.Late, attempt.GetTagItem(LibraryAttributes.Late));
        _activity.SetEndTime(attempt.StartTimeUtc + attempt.Duration);
        if (!_content.TryHold(this))
        {
            Release();
        }
    }

    /// <summary>Ends the span with the bodies, or with what the gateway states instead of them.</summary>
    public void Release()
    {
        Set(LibraryAttributes.RawRequest, _requestBody);
        Set(LibraryAttributes.RawResponse, _responseBody);
        _owner.EverySpan.WriteTo(_activity);
        SpanEnd.Stop(_activity, previous: null, _owner);
    }

    private void Set(string name, string? value)
    {
        var shown = _content.ReplaceBody(name, value);
        if (name == LibraryAttributes.RawResponse && (_isStream || value is ['[', ..]) && ReferenceEquals(shown, value) && _owner.IsRedacted)
        {
            // A card number that a model wrote stands in many events, in pieces that no redactor recognises. Gemini's stream is an array.
            shown = value is null ? null : StreamNotice;
        }

        _activity.SetTag(name, _owner.ShowContent(name, shown));
    }
}
