namespace TracedLlm.Sdks.Tests.Calls;

/// <summary>One row of a script: the same call, made straight to the provider and through the gateway.</summary>
/// <param name="Name">The name of the row.</param>
/// <param name="Straight">The call at the provider; <see langword="null"/> if the gateway answers itself.</param>
/// <param name="Gateway">The call through the gateway.</param>
internal sealed record SdkCall(string Name, SdkOutcome? Straight, SdkOutcome Gateway)
{
    /// <summary>Whether the gateway traces the route of the call.</summary>
    public bool IsTraced => Gateway.Answers.Any(answer => answer.CallId is not null);
}
