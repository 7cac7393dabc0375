using System.Diagnostics;

namespace TracedLlm.Exporting;

/// <summary>A span that has ended.</summary>
/// <param name="Activity">The span.</param>
/// <param name="Request">The request of the span; <see langword="null"/> outside a traced request.</param>
/// <param name="IsInconclusive">Whether it is an <c>auth</c> stage that did not identify the caller and did not fail, so that another stage may follow.</param>
internal readonly record struct SpanEnding(Activity Activity, IExportedRequest? Request, bool IsInconclusive);
