namespace TracedLlm;

/// <summary>One response, whose facts settle on <c>litellm_request</c> when it has ended.</summary>
internal sealed class ApiResponse(RequestState trace, ResponseReader reader, RequestTagSource source) : IResponsePayload
{
    public string? ErrorType => reader.ErrorType;

    public void OnJson(ReadOnlyMemory<byte> body) => reader.OnJson(body);

    public void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => reader.OnEvent(name, data);

    public void OnEnd(PayloadEnd end)
    {
        if (end.StatusCode >= 400)
        {
            // An error answers nothing and uses nothing.
            return;
        }

        foreach (var (name, value) in reader.Settle().Attributes)
        {
            var shown = MaskedContent.Of(name, value, trace.RequestMetadata);
            if (source == RequestTagSource.Provider && ErrorType is not null)
            {
                trace.Request.SetOfFailedAttempt(name, shown);
            }
            else
            {
                trace.Request.SetTag(name, shown, source);
            }
        }

        if (source == RequestTagSource.Leaving && ErrorType is { } error)
        {
            trace.FailInResponse(error);
        }

        if (end.Unread != UnreadReason.None && source == RequestTagSource.Leaving)
        {
            trace.Request.SetTag(LiteLlm.ResponseUnread, NameOf(end.Unread), source);
        }
    }

    private static string NameOf(UnreadReason reason) => reason switch
    {
        UnreadReason.Encoded => "encoded",
        UnreadReason.TooLong => "too_long",
        _ => "sent_as_file",
    };
}
