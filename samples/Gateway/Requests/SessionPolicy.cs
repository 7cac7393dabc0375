namespace TracedLlm.Samples.Gateway;

/// <summary>LiteLLM's <c>missing_session_id: reject</c>.</summary>
internal sealed class SessionPolicy(GatewayConfiguration configuration)
{
    /// <exception cref="BadRequestException">The request names no session, and the file asks for one.</exception>
    public void Check(HttpRequest request)
    {
        if (configuration.MissingSession == MissingSession.Reject && HttpMethods.IsPost(request.Method) && LlmTrace.Current!.SessionId is null)
        {
            throw new BadRequestException(
                "The request names no session, and this gateway requires one. Send the header x-litellm-session-id, or session_id in the gateway's metadata.");
        }
    }
}
