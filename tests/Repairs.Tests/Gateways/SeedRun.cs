using System.Net;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Repairs.Tests.Gateways;

/// <summary>What became of one request.</summary>
/// <param name="Status">Of the response.</param>
/// <param name="Body">Of the response.</param>
/// <param name="Spans">All that the gateway exported.</param>
internal sealed record SeedRun(HttpStatusCode Status, string Body, IReadOnlyList<ReceivedSpan> Spans);
