using System.Net;
using System.Net.Http.Headers;

namespace TracedLlm.Tests.Gateways;

/// <summary>What a gateway answered.</summary>
internal sealed record GatewayAnswer(HttpStatusCode Status, string Body, HttpResponseHeaders Headers);
