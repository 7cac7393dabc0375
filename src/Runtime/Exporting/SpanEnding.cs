using System.Diagnostics;

namespace TracedLlm.Exporting;

/// <summary>A span that has just ended.</summary>
/// <param name="Activity">The span.</param>
/// <param name="Request">The request that it belongs to; <see langword="null"/> outside of a traced request.</param>
/// <param name="IsInconclusive">Whether it is an <c>auth</c> stage that neither found out who calls nor failed, so that another may follow.</param>
internal readonly record struct SpanEnding(Activity Activity, IExportedRequest? Request, bool IsInconclusive);
