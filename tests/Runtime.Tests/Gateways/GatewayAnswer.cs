using System.Net;

namespace TracedLlm.Tests.Gateways;

/// <summary>What a gateway answered.</summary>
internal sealed record GatewayAnswer(HttpStatusCode Status, string Body);
