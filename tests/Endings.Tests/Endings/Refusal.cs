namespace TracedLlm.Endings.Tests.Endings;

/// <summary>Why a gateway refuses a request, and with which status.</summary>
/// <param name="Status">The status.</param>
/// <param name="Reason">The message.</param>
/// <param name="ByKey">Whether authentication finds it.</param>
internal sealed record Refusal(int Status, string Reason, bool ByKey = false);
