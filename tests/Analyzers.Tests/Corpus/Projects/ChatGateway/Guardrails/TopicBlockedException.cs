using ChatGateway.Failures;

namespace ChatGateway.Guardrails;

internal sealed class TopicBlockedException(string topic) : GatewayException($"Messages about {topic} are not answered here.", StatusCodes.Status400BadRequest, "content_policy"), IGuardrailBlock
{
    public string Topic => topic;
}
