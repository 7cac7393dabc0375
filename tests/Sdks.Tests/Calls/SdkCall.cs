namespace TracedLlm.Sdks.Tests.Calls;

/// <summary>One row of a script: the same call, made straight to the provider and through the gateway.</summary>
internal sealed record SdkCall(string Name, SdkOutcome Straight, SdkOutcome Gateway);
