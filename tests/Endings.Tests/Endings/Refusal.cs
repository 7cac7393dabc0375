namespace TracedLlm.Endings.Tests.Endings;

/// <summary>The refusal of a request by the gateway.</summary>
/// <param name="Status">The status.</param>
/// <param name="Reason">The message.</param>
/// <param name="ByKey">Whether authentication refuses the request.</param>
internal sealed record Refusal(int Status, string Reason, bool ByKey = false);
