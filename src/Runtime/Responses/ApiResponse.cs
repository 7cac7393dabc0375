using System.Runtime.InteropServices;
using TracedLlm.Apis;
using TracedLlm.Facts;
using TracedLlm.Taps;

namespace TracedLlm.Responses;

/// <summary>Reads one response of an API, and sets its facts as attributes of <c>litellm_request</c> when the response has ended.</summary>
/// <param name="request">The request.</param>
/// <param name="payload">How the bodies of the API are read.</param>
/// <param name="isProviders">Whether a provider sent the response.</param>
/// <param name="isKnown">
/// Whether the response is known to be one of the API. A provider's URL may name no API: its response is then read as the route's, and
/// judged only where its media type says that it is text.
/// </param>
internal sealed class ApiResponse(IAnsweredRequest request, ApiPayload payload, bool isProviders, bool isKnown) : IResponsePayload
{
    private const int UsualAttributes = 32;

    // The list of one response after the other on a thread. While it is in use the field is null.
    [ThreadStatic]
    private static List<KeyValuePair<string, object?>>? t_attributes;

    private readonly bool _content = request.ReadsContent;
    private ResponseReader? _reader;
    private KeptAnswer? _answer;
    private ReportedError? _flawOfBody;
    private ReportedError? _flaw;
    private bool _wasRead;
    private bool _wasDone;
    private bool _hasCounts;

    // Whether the body is the provider's, which has set its attributes.
    private bool _isRelayed;

    public bool KeepsContent => _content;

    public bool AnswersInJson => payload.AnswersInJson;

    public ReportedError? Error => _reader?.Error ?? _flaw;

    public bool IsComplete => _isRelayed || _reader is { IsComplete: true };

    // A relayed body needs no reader.
    private ResponseReader Reader => _reader ??= payload.CreateReader(_content);

    public void OnCounts(in TokenUsage counts)
    {
        _hasCounts = true;
        Reader.StandIn(counts);
    }

    public void OnJson(ReadOnlyMemory<byte> body)
    {
        _wasRead = true;
        if (!isProviders && IsRelayed(body))
        {
            _isRelayed = true;
            return;
        }

        if (isProviders && Reader.AnswersInJson)
        {
            _flawOfBody = AnswerFlaw.FindIn(body) ?? (isKnown ? AnswerFlaw.FindEmpty(body, Reader.AnswersInArrays) : null);
        }

        Reader.OnJson(body);
        if (isProviders && !_content && !_hasCounts)
        {
            _answer = new(payload, body);
        }
    }

    public void OnLongJson(ReadOnlyMemory<byte> facts)
    {
        _wasRead = true;
        if (isProviders && Reader.AnswersInJson)
        {
            _flawOfBody = AnswerFlaw.FindIn(facts);
        }

        Reader.OnLongJson(facts);
    }

    public void OnLongEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> facts)
    {
        _wasRead = true;
        Reader.OnLongEvent(name, facts);
    }

    public void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var isDone = data.SequenceEqual("[DONE]"u8);
        _wasDone |= isDone;
        _wasRead |= !isDone && !data.SequenceEqual("null"u8);
        Reader.OnEvent(name, data);
    }

    public void OnEnd(PayloadEnd end)
    {
        if (end.StatusCode >= 400)
        {
            // The body of an error contains neither an answer nor usage. The tap has read a body; events have come here.
            if (!isProviders && Error is { } refused)
            {
                request.SetError(refused);
            }

            return;
        }

        if (end.IsComplete && end.Unread is UnreadReason.None or UnreadReason.TooLong)
        {
            _reader?.OnEnd();
            _flaw = FindFlaw(end);
        }

        var origin = !isProviders ? ResponseOrigin.Gateway : Error is null ? ResponseOrigin.Provider : ResponseOrigin.FailedProvider;
        if (isProviders)
        {
            // Until the attributes of this answer are set, those of the one before are not the last.
            request.KeepAnswer(null);
        }

        if (!_isRelayed)
        {
            WriteAttributes(origin);
        }

        if (_answer is { } answer)
        {
            _answer = null;
            if (end.IsComplete && end.Unread == UnreadReason.None && Error is null)
            {
                request.KeepAnswer(answer);
            }
            else
            {
                answer.Return();
            }
        }

        if (isProviders)
        {
            return;
        }

        if (Error is { } error)
        {
            request.FailInResponse(error);
        }

        if (end.Unread != UnreadReason.None)
        {
            request.SetResponseTag(LibraryAttributes.ResponseUnread, NameOf(end.Unread), origin);
        }
    }

    private bool IsRelayed(ReadOnlyMemory<byte> body)
    {
        if (request.TakeAnswer() is not { } answer)
        {
            return false;
        }

        var isSame = answer.IsSame(payload, body);
        answer.Return();
        return isSame;
    }

    private void WriteAttributes(ResponseOrigin origin)
    {
        var attributes = t_attributes ?? new(UsualAttributes);
        t_attributes = null;
        Reader.Finish(attributes);
        RecurringValues.Keep(CollectionsMarshal.AsSpan(attributes));
        request.SetResponseTags(CollectionsMarshal.AsSpan(attributes), origin);
        attributes.Clear();
        t_attributes = attributes;
    }

    // What the gateway itself answers is its own decision; a provider that answers nothing has failed.
    private ReportedError? FindFlaw(PayloadEnd end) =>
        !isProviders || !Reader.AnswersInJson || !(isKnown || IsText(end)) ? null
        : !end.HasBody ? AnswerFlaw.NoBody
        : !_wasRead ? _wasDone ? AnswerFlaw.NoAnswer : AnswerFlaw.NotJson
        : _flawOfBody;

    private static bool IsText(PayloadEnd end) => end.HasTextType && end.StatusCode is not (204 or 205);

    private static string NameOf(UnreadReason reason) => reason switch
    {
        UnreadReason.Encoded => "encoded",
        UnreadReason.TooLong => "too_long",
        _ => "sent_as_file",
    };
}
