using System.Net;
using System.Net.Http.Headers;

namespace TracedLlm.Tests.Gateways;

/// <summary>A gateway's answer.</summary>
internal sealed record GatewayAnswer(HttpStatusCode Status, string Body, HttpResponseHeaders Headers);
