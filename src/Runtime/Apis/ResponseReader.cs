using TracedLlm.Json;

namespace TracedLlm.Apis;

/// <summary>
/// Reads one response, whole or event by event, for what it says of itself. Not safe for use from two threads at once. Nothing
/// is thrown, whatever the bytes, and nothing is allocated for an event but what is kept of it.
/// </summary>
internal abstract class ResponseReader
{
    /// <summary>How many choices are told apart: 128, the most that OpenAI answers with.</summary>
    protected const int MaxChoices = 128;

    private readonly List<string?> _finishReasons = [];
    private byte[]? _scratch;
    private TokenUsage _usage;

    /// <summary>Whether what was answered is kept.</summary>
    public bool Content { get; init; }

    /// <summary>Whether the response said that it had ended.</summary>
    public bool IsComplete { get; protected set; }

    protected string? Id { get; set; }

    protected string? Model { get; set; }

    /// <summary>What kind of error the response reported, <c>error.type</c>; <see langword="null"/> if none so far.</summary>
    public string? ErrorType { get; protected set; }

    /// <summary>The counts so far, as reported.</summary>
    protected ref TokenUsage Usage => ref _usage;

    /// <summary>Reads a body that is no stream.</summary>
    public void OnJson(ReadOnlyMemory<byte> json)
    {
        ReadBody(json);
        IsComplete = true;
    }

    /// <summary>Reads an event of a stream: of server-sent events the name (empty if it has none) and the data, of a WebSocket the message.</summary>
    public void OnEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        if (data.Span.SequenceEqual("[DONE]"u8))
        {
            IsComplete = true;
            OnDone();
        }
        else
        {
            ReadEvent(name, data);
        }
    }

    /// <inheritdoc cref="OnEvent(ReadOnlySpan{byte}, ReadOnlyMemory{byte})"/>
    public void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        // Slices of memory cost nothing, slices of a span are copies.
        if (_scratch is null || _scratch.Length < data.Length)
        {
            _scratch = new byte[Math.Max(data.Length, 4096)];
        }

        data.CopyTo(_scratch);
        OnEvent(name, _scratch.AsMemory(0, data.Length));
    }

    /// <summary>What the response said. The last call; a stream that broke off gives what it had said.</summary>
    public virtual ResponseFacts Finish()
    {
        var attributes = new List<KeyValuePair<string, object?>>(16);
        var tags = new LlmTagWriter(attributes);
        var usage = BilledUsage();
        var reasons = _finishReasons.OfType<string>().ToArray();
        tags.Add(GenAi.ResponseId, Id);
        tags.Add(GenAi.ResponseModel, Model);
        tags.Add(GenAi.ResponseFinishReasons, reasons.Length == 0 ? null : reasons);
        usage.WriteTags(tags);
        WriteOwn(tags);
        if (Content)
        {
            WriteContent(tags);
        }

        return new ResponseFacts
        {
            Id = Id,
            Model = Model,
            FinishReasons = reasons.Length == 0 ? null : reasons,
            Usage = usage,
            ErrorType = ErrorType,
            IsComplete = IsComplete,
            Attributes = attributes,
        };
    }

    protected abstract void ReadBody(ReadOnlyMemory<byte> json);

    protected abstract void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data);

    /// <summary>The stream said <c>[DONE]</c>.</summary>
    protected virtual void OnDone()
    {
    }

    /// <summary>Writes the attributes of the API's own, behind the common ones.</summary>
    protected virtual void WriteOwn(LlmTagWriter tags)
    {
    }

    /// <summary>Writes what was answered.</summary>
    protected virtual void WriteContent(LlmTagWriter tags)
    {
    }

    /// <summary>The counts as the conventions have them.</summary>
    protected virtual TokenUsage BilledUsage() => _usage;

    /// <summary>Keeps a text if none is kept yet.</summary>
    protected static string? Keep(string? kept, Utf8Json value) => kept ?? (value.IsEmpty ? null : value.TextOrNumber());

    protected void SetFinishReason(int choice, Utf8Json reason)
    {
        if (choice is < 0 or >= MaxChoices || reason.IsEmpty || reason.TextOrNumber() is not { } text)
        {
            return;
        }

        while (_finishReasons.Count <= choice)
        {
            _finishReasons.Add(null);
        }

        _finishReasons[choice] = text;
    }

    protected string? FinishReason(int choice) => choice >= 0 && choice < _finishReasons.Count ? _finishReasons[choice] : null;

    /// <summary>Reads a <c>usage</c> object; what it says replaces what was said before.</summary>
    protected void ReadUsage(Utf8Json usage)
    {
        if (usage.IsObject())
        {
            _usage.Replace(UsageMap.Read(usage.Memory).ToUsage());
        }
    }

    /// <summary>Reads an <c>error</c>: an object, or a text. Other values, as <c>false</c>, say that there is none.</summary>
    protected void ReadError(Utf8Json error)
    {
        if (error.IsObject() || (error.IsString() && error.Span.Length > 2))
        {
            ErrorType = ErrorMap.TypeOf(error);
        }
    }
}
