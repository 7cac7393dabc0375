using System.Diagnostics;

namespace TracedLlm.Export;

/// <summary>A span on its way from the request's thread to the worker.</summary>
/// <param name="Activity">The span.</param>
/// <param name="Request">What is known of its request.</param>
/// <param name="Route">Where it goes.</param>
/// <param name="Size">How many bytes it is reckoned to have.</param>
internal readonly record struct HandedOverSpan(Activity Activity, RequestSnapshot? Request, SpanRoute Route, int Size);
