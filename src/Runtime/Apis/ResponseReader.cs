using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Apis;

/// <summary>
/// Reads the facts of one response, from its body or event by event. It never throws. For an event it allocates only the memory of
/// the values that it keeps. Not safe for concurrent use.
/// </summary>
internal abstract class ResponseReader
{
    /// <summary>How many choices the reader distinguishes: 128, the most that OpenAI returns.</summary>
    protected const int MaxChoices = 128;

    private readonly bool _content;
    private byte[]? _scratch;
    private bool _isReadingFacts;
    private bool _hasEvents;
    private bool _isIncomplete;
    private TokenUsage _usage;

    // The reason of each choice. Null until the first reason: most events of a stream, and all answers of some APIs, have none.
    private List<string?>? _finishReasons;

    /// <summary>Whether the reader keeps the answers, now. Of a response that is reduced to its facts it keeps none.</summary>
    public bool Content
    {
        get => _content && !_isReadingFacts;
        init => _content = value;
    }

    /// <summary>Whether the reader keeps the answers where they are short enough.</summary>
    public bool CapturesContent => _content;

    /// <summary>Whether a whole body was read, or the stream sent its terminal event.</summary>
    public bool IsComplete { get; protected set; }

    protected string? Id { get; set; }

    protected string? Model { get; set; }

    /// <summary>The error that the response reported; <see langword="null"/> if it has reported none so far.</summary>
    public ReportedError? Error { get; protected set; }

    /// <summary>
    /// Whether every answer of the API is JSON or an event stream. Otherwise a body of any other form, or none, can be an answer.
    /// </summary>
    public virtual bool AnswersInJson => true;

    /// <summary>Whether an array without elements can be an answer of the API.</summary>
    public virtual bool AnswersInArrays => false;

    /// <summary>The error of a stream that ends without its last event; <see langword="null"/> if that is no error.</summary>
    protected virtual ReportedError? ErrorWithoutLastEvent => null;

    /// <summary>Whether the streams of the API have a last event.</summary>
    protected virtual bool HasLastEvent => true;

    /// <summary>The counts that the response has reported so far.</summary>
    protected ref TokenUsage Usage => ref _usage;

    /// <summary>Reads a body that is not a stream.</summary>
    public void OnJson(ReadOnlyMemory<byte> json)
    {
        ReadBody(json);
        IsComplete = true;
    }

    /// <summary>Reads a body of any length, reduced to its facts. Of an array it may be called for some elements after the other.</summary>
    public void OnLongJson(ReadOnlyMemory<byte> facts)
    {
        _isReadingFacts = true;
        OnJson(facts);
        _isReadingFacts = false;
    }

    /// <summary>Reads an event of any length, reduced to its facts.</summary>
    public void OnLongEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> facts)
    {
        _isReadingFacts = true;
        OnEvent(name, facts);
        _isReadingFacts = false;
    }

    /// <summary>Reads an event of a stream, or a message of a WebSocket session.</summary>
    /// <param name="name">The name of a server-sent event, empty if it has none; of a message, its direction (<see cref="SessionMessages"/>).</param>
    /// <param name="data">The event's data, or the message.</param>
    public void OnEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        _hasEvents = true;
        if (data.Span.SequenceEqual("[DONE]"u8))
        {
            IsComplete = true;
            OnDone();
            return;
        }

        var wasComplete = IsComplete;
        ReadEvent(name, data);
        if (IsComplete && !wasComplete && data.Span is [(byte)'{', ..] && !new Utf8JsonCursor(data).IsWhole())
        {
            // The stream was cut in the middle of its last event.
            IsComplete = false;
        }

        if (Error is null && name.SequenceEqual("error"u8))
        {
            // Not every server writes the error in the form of the API; some write a text.
            Error = ErrorBody.Read(data);
        }
        else if (Error is null && name.EndsWith("Exception"u8))
        {
            // A frame of AWS, such as throttlingException. Its payload has only a message.
            var type = System.Text.Encoding.UTF8.GetString(name);
            Error = new ReportedError(type, Type: type, Message: ErrorBody.Read(data)?.Message);
        }
    }

    /// <inheritdoc cref="OnEvent(ReadOnlySpan{byte}, ReadOnlyMemory{byte})"/>
    public void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        // Values that are read from memory are slices of it; values that are read from a span are copies.
        if (_scratch is null || _scratch.Length < data.Length)
        {
            _scratch = new byte[Math.Max(data.Length, 4096)];
        }

        data.CopyTo(_scratch);
        OnEvent(name, _scratch.AsMemory(0, data.Length));
    }

    /// <summary>The response has ended, and did not break off. A stream without its last event is incomplete.</summary>
    public virtual void OnEnd()
    {
        if (_hasEvents && HasLastEvent && !IsComplete && Error is null)
        {
            _isIncomplete = true;
            Error = ErrorWithoutLastEvent;
        }
    }

    /// <summary>Counts from outside of the body. They stand in for the counts that the body does not have.</summary>
    public void StandIn(in TokenUsage counts)
    {
        var own = _usage;
        _usage = counts;
        _usage.Replace(own);
    }

    /// <summary>
    /// Writes the facts as attributes of <c>litellm_request</c>. Each name occurs once; the order is always the same. This is the last
    /// call. Of a stream that broke off it writes the facts of its events so far.
    /// </summary>
    /// <param name="attributes">The attributes; empty before the call.</param>
    public virtual void Finish(List<KeyValuePair<string, object?>> attributes)
    {
        var tags = new LlmTagWriter(attributes);
        tags.Add(GenAi.ResponseId, Id);
        tags.Add(GenAi.ResponseModel, Model);
        tags.Add(GenAi.ResponseFinishReasons, ListFinishReasons());
        BilledUsage().WriteTags(tags);
        WriteOwn(tags);
        if (_isIncomplete && !attributes.Exists(static attribute => attribute.Key == LibraryAttributes.ResponseStatus))
        {
            tags.Add(LibraryAttributes.ResponseStatus, "incomplete");
        }

        if (Content)
        {
            WriteContent(tags);
        }
    }

    protected abstract void ReadBody(ReadOnlyMemory<byte> json);

    protected abstract void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data);

    /// <summary>Passes a body on to the reader of its form.</summary>
    protected void PassJson(ResponseReader? to, ReadOnlyMemory<byte> json)
    {
        if (_isReadingFacts)
        {
            to?.OnLongJson(json);
        }
        else
        {
            to?.OnJson(json);
        }
    }

    /// <summary>Passes an event on to the reader of its form.</summary>
    protected void PassEvent(ResponseReader? to, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        if (_isReadingFacts)
        {
            to?.OnLongEvent(name, data);
        }
        else
        {
            to?.OnEvent(name, data);
        }
    }

    /// <summary>The stream has sent its last event, which the reader of its form may not know as such.</summary>
    protected static void Complete(ResponseReader? reader)
    {
        if (reader is not null)
        {
            reader.IsComplete = true;
        }
    }

    /// <summary>The stream has sent <c>[DONE]</c>.</summary>
    protected virtual void OnDone()
    {
    }

    /// <summary>Writes the attributes that only this API has, behind the common attributes.</summary>
    protected virtual void WriteOwn(LlmTagWriter tags)
    {
    }

    /// <summary>Writes the answers.</summary>
    protected virtual void WriteContent(LlmTagWriter tags)
    {
    }

    /// <summary>The counts as the GenAI semantic conventions define them.</summary>
    protected virtual TokenUsage BilledUsage() => _usage;

    /// <summary>Returns the kept text, or the text of <paramref name="value"/> if none is kept yet.</summary>
    protected static string? Keep(string? kept, Utf8Json value) => kept ?? (value.IsEmpty ? null : value.TextOrNumber());

    /// <summary>Whether an event with this <c>type</c> is the last one of its stream.</summary>
    protected static bool IsLast(Utf8Json type) => type.IsString() && TerminalEvents.Find(type.Span[1..^1]) == StreamSignal.Last;

    protected void SetFinishReason(int choice, Utf8Json reason)
    {
        if (choice is < 0 or >= MaxChoices || reason.IsEmpty || reason.TextOrNumber() is not { } text)
        {
            return;
        }

        _finishReasons ??= new(choice + 1);
        while (_finishReasons.Count <= choice)
        {
            _finishReasons.Add(null);
        }

        _finishReasons[choice] = text;
    }

    protected string? FinishReason(int choice) => choice >= 0 && choice < _finishReasons?.Count ? _finishReasons[choice] : null;

    private string[]? ListFinishReasons()
    {
        var count = 0;
        foreach (var reason in _finishReasons ?? [])
        {
            count += reason is null ? 0 : 1;
        }

        if (count == 0)
        {
            return null;
        }

        var reasons = new string[count];
        var index = 0;
        foreach (var reason in _finishReasons!)
        {
            if (reason is not null)
            {
                reasons[index++] = reason;
            }
        }

        return reasons;
    }

    /// <summary>Reads a <c>usage</c> object. Its counts replace earlier counts.</summary>
    protected void ReadUsage(Utf8Json usage)
    {
        if (usage.IsObject())
        {
            _usage.Replace(UsageMap.Read(usage.Memory).ToUsage());
        }
    }

    /// <summary>Reads an <c>error</c>: an object, or a text. Any other value, such as <c>false</c>, means no error.</summary>
    protected void ReadError(Utf8Json error)
    {
        if (error.IsObject() || (error.IsString() && error.Span.Length > 2))
        {
            Error = ErrorMap.ReadError(error);
        }
    }
}
