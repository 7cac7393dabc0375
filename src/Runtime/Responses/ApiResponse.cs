using TracedLlm.Apis;
using TracedLlm.Facts;
using TracedLlm.Taps;

namespace TracedLlm.Responses;

/// <summary>Reads one response of an API, and sets its facts as attributes of <c>litellm_request</c> when the response has ended.</summary>
internal sealed class ApiResponse(IAnsweredRequest request, ResponseReader reader, bool isProviders) : IResponsePayload
{
    private ReportedError? _flawOfBody;
    private ReportedError? _flaw;
    private bool _wasRead;

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
            _flawOfBody = AnswerFlaw.FindIn(body);
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
        _wasRead |= !data.SequenceEqual("null"u8);
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
        !isProviders || !reader.AnswersInJson ? null
        : !end.HasBody ? AnswerFlaw.NoBody
        : !_wasRead ? AnswerFlaw.NotJson
        : _flawOfBody;

    private static string NameOf(UnreadReason reason) => reason switch
    {
        UnreadReason.Encoded => "encoded",
        UnreadReason.TooLong => "too_long",
        _ => "sent_as_file",
    };
}
