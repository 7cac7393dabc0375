namespace TracedLlm;

internal sealed partial class RequestState : IAnsweredRequest
{
    LlmApiFacts IAnsweredRequest.Facts => Route.Facts;

    ResponsePayloads IAnsweredRequest.Payloads => Services.Payloads;

    void IResponseDelivery.SetDelivered(bool evenIfAborted) => Delivered(evenIfAborted);

    void IResponseDelivery.SetCallerLeft() => CallerLeft();

    object? IAnsweredRequest.MaskContent(string name, object? value) => MaskedContent.Mask(name, value, RequestMetadata);

    void IAnsweredRequest.SetResponseTag(string name, object? value, ResponseOrigin origin)
    {
        if (origin == ResponseOrigin.FailedProvider)
        {
            Request.SetOfFailedAttempt(name, value);
        }
        else
        {
            Request.SetTag(name, value, origin == ResponseOrigin.Gateway ? RequestTagSource.Leaving : RequestTagSource.Provider);
        }
    }
}
