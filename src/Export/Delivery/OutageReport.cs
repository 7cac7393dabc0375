namespace TracedLlm.Export.Delivery;

/// <summary>The operator's destinations of a backend that do not receive spans, for the health report.</summary>
/// <param name="Since">The time of the first failure; <see langword="null"/> if all of the operator's destinations receive spans.</param>
/// <param name="Reason">The last failure, in words.</param>
/// <param name="Tenants">How many destinations of keys, teams and requests do not receive spans.</param>
internal readonly record struct OutageReport(DateTimeOffset? Since, string? Reason, int Tenants);
