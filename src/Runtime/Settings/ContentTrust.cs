namespace TracedLlm;

/// <summary>
/// Who may switch content on for a request whose route and settings have it off. Anybody may switch it off: a tenant and a request can
/// always ask for less.
/// </summary>
public enum ContentTrust
{
    /// <summary>Only the gateway: <see cref="TracedLlmOptions.CaptureContent"/> and <see cref="TracedLlmRouteAttribute.CaptureContent"/>.</summary>
    Gateway,

    /// <summary>
    /// Also a tenant, by <see cref="LlmCaller.CaptureContent"/>, and the requests of a tenant with <see cref="LlmCaller.MayRequestContent"/>.
    /// The content of every request is read, and withheld at its end unless it is switched on.
    /// </summary>
    Tenant,

    /// <summary>Also every request, by the header <c>litellm-disable-message-redaction</c> or <c>turn_off_message_logging: false</c>.</summary>
    Caller,
}
