namespace TracedLlm;

public sealed partial class LlmTrace : IAnsweredRequest
{
    LlmApiFacts IAnsweredRequest.Facts => Route.Facts;

    ResponsePayloads IAnsweredRequest.Payloads => Payloads;

    bool IResponseDelivery.IsDelivered => IsDelivered;

    void IResponseDelivery.SetDelivered(bool evenIfAborted) => Delivered(evenIfAborted);

    void IResponseDelivery.SetCallerLeft() => CallerLeft();

    void IResponseDelivery.Fail(string errorType) => Fail(errorType);

    void IAnsweredRequest.FailInResponse(string errorType) => FailInResponse(errorType);

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
