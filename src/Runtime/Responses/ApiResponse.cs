using TracedLlm.Apis;
using TracedLlm.Facts;
using TracedLlm.Taps;

namespace TracedLlm.Responses;

/// <summary>Reads one response of an API, and sets its facts as attributes of <c>litellm_request</c> when the response has ended.</summary>
/// <param name="request">The request.</param>
/// <param name="reader">The reader of the API.</param>
/// <param name="isProviders">Whether a provider sent the response.</param>
/// <param name="isKnown">
/// Whether the response is known to be one of the API. A provider's URL may name no API: its response is then read as the route's, and
/// judged only where its media type says that it is text.
/// </param>
internal sealed class ApiResponse(IAnsweredRequest request, ResponseReader reader, bool isProviders, bool isKnown) : IResponsePayload
{
    private ReportedError? _flawOfBody;
    private ReportedError? _flaw;
    private bool _wasRead;
    private bool _wasDone;

    public bool KeepsContent => reader.CapturesContent;

    public bool AnswersInJson => reader.AnswersInJson;

    public ReportedError? Error => reader.Error ?? _flaw;

    public bool IsComplete => reader.IsComplete;

    public void OnCounts(in TokenUsage counts) => reader.StandIn(counts);

    public void OnJson(ReadOnlyMemory<byte> body)
    {
        _wasRead = true;
        if (isProviders && reader.AnswersInJson)
        {
            _flawOfBody = AnswerFlaw.FindIn(body) ?? (isKnown ? AnswerFlaw.FindEmpty(body, reader.AnswersInArrays) : null);
        }

        reader.OnJson(body);
    }

    public void OnLongJson(ReadOnlyMemory<byte> facts)
    {
        _wasRead = true;
        if (isProviders && reader.AnswersInJson)
        {
            _flawOfBody = AnswerFlaw.FindIn(facts);
        }

        reader.OnLongJson(facts);
    }

    public void OnLongEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> facts)
    {
        _wasRead = true;
        reader.OnLongEvent(name, facts);
    }

    public void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var isDone = data.SequenceEqual("[DONE]"u8);
        _wasDone |= isDone;
        _wasRead |= !isDone && !data.SequenceEqual("null"u8);
        reader.OnEvent(name, data);
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
            reader.OnEnd();
            _flaw = FindFlaw(end);
        }

        var attributes = reader.Finish().Attributes;
        var origin = !isProviders ? ResponseOrigin.Gateway : Error is null ? ResponseOrigin.Provider : ResponseOrigin.FailedProvider;
        foreach (var (name, value) in attributes)
        {
            request.SetResponseTag(name, request.MaskContent(name, value), origin);
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

    // What the gateway itself answers is its own decision; a provider that answers nothing has failed.
    private ReportedError? FindFlaw(PayloadEnd end) =>
        !isProviders || !reader.AnswersInJson || !(isKnown || IsText(end)) ? null
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
