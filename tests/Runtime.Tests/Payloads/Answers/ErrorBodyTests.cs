using System.Text;
using TracedLlm.Apis;

namespace TracedLlm.Tests.Payloads.Answers;

/// <summary>The bodies of errors as providers document and send them.</summary>
public sealed class ErrorBodyTests
{
    [Theory]
    [InlineData(
        "OpenAI",
        """{"error":{"message":"Rate limit reached for gpt-4o.","type":"tokens","param":null,"code":"rate_limit_exceeded"}}""",
        "tokens", "rate_limit_exceeded", "Rate limit reached for gpt-4o.")]
    [InlineData(
        "Azure",
        """{"error":{"code":"429","message":"Requests to the ChatCompletions_Create Operation have exceeded the token rate limit."}}""",
        null, "429", "Requests to the ChatCompletions_Create Operation have exceeded the token rate limit.")]
    [InlineData(
        "Azure API Management",
        """{ "statusCode": 401, "message": "Access denied due to invalid subscription key." }""",
        null, null, "Access denied due to invalid subscription key.")]
    [InlineData(
        "Anthropic",
        """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}""",
        "overloaded_error", null, "Overloaded")]
    [InlineData(
        "Gemini",
        """{"error":{"code":429,"message":"Resource has been exhausted (e.g. check quota).","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/x"}]}}""",
        "RESOURCE_EXHAUSTED", "429", "Resource has been exhausted (e.g. check quota).")]
    [InlineData(
        "Gemini's stream without alt=sse",
        """[{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}]""",
        "UNAVAILABLE", "503", "The model is overloaded.")]
    [InlineData("Bedrock", """{"message":"Too many requests, please wait before trying again."}""", null, null, "Too many requests, please wait before trying again.")]
    [InlineData(
        "AWS with a type",
        """{"__type":"com.amazon.coral.service#ThrottlingException","Message":"Rate exceeded"}""",
        "ThrottlingException", null, "Rate exceeded")]
    [InlineData("S3 and older services of AWS", "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>", null, null, "Access Denied")]
    [InlineData("Cohere", """{"id":"1","message":"invalid api token"}""", null, null, "invalid api token")]
    [InlineData(
        "Mistral",
        """{"object":"error","message":"Invalid model: nope","type":"invalid_model","param":null,"code":"1500"}""",
        "invalid_model", "1500", "Invalid model: nope")]
    [InlineData(
        "FastAPI (Mistral, vLLM)",
        """{"detail":[{"type":"missing","loc":["body","model"],"msg":"Field required"},{"type":"int_type","loc":["body","n"],"msg":"Not a number"}]}""",
        null, null, "body.model: Field required; body.n: Not a number")]
    [InlineData("FastAPI, a text", """{"detail":"Not Found"}""", null, null, "Not Found")]
    [InlineData("Ollama", """{"error":"model 'nope' not found"}""", null, null, "model 'nope' not found")]
    [InlineData("Text Generation Inference", """{"error":"Input validation error","error_type":"validation"}""", "validation", null, "Input validation error")]
    [InlineData("xAI", """{"code":"Client specified an invalid argument","error":"Incorrect API key."}""", null, "Client specified an invalid argument", "Incorrect API key.")]
    [InlineData(
        "Google's token service",
        """{"error":"invalid_grant","error_description":"Token has been expired or revoked."}""",
        null, "invalid_grant", "Token has been expired or revoked.")]
    [InlineData(
        "watsonx",
        """{"errors":[{"code":"model_not_supported","message":"Model 'nope' is not supported"}],"trace":"1","status_code":404}""",
        null, null, "Model 'nope' is not supported")]
    [InlineData("Databricks", """{"error_code":"REQUEST_LIMIT_EXCEEDED","message":"Exceeded the limit"}""", null, "REQUEST_LIMIT_EXCEEDED", "Exceeded the limit")]
    [InlineData(
        "problem details",
        """{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"Bad Request","status":400,"detail":"The model is missing."}""",
        null, null, "The model is missing.")]
    [InlineData("ASP.NET Core, a text as JSON", "\"The model is missing.\"", null, null, "The model is missing.")]
    [InlineData("a message in a message", """{"message":{"detail":[{"loc":["body"],"msg":"Input should be valid"}]}}""", null, null, "body: Input should be valid")]
    [InlineData("a proxy's text", "upstream connect error or disconnect/reset before headers", null, null, "upstream connect error or disconnect/reset before headers")]
    [InlineData("a proxy's page", "<html>\n<head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>", null, null, "502 Bad Gateway")]
    [InlineData("an event stream", "event: error\ndata: {\"error\":{\"message\":\"Overloaded\",\"type\":\"overloaded_error\"}}\n\n", "overloaded_error", null, "Overloaded")]
    public void The_senders_type_code_and_message_are_read(string sender, string body, string? type, string? code, string message)
    {
        var error = ErrorBody.Read(Encoding.UTF8.GetBytes(body));

        Assert.Equal((sender, type, code, message), (sender, error?.Type, error?.Code, error?.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \r\n")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"id":"chatcmpl-1","choices":[]}""")]
    [InlineData("""{"error":null,"message":null}""")]
    [InlineData("<html><body>no title</body></html>")]
    [InlineData("{{{{")]
    public void A_body_without_an_error_describes_none(string body) => Assert.Null(ErrorBody.Read(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Bytes_that_are_no_text_describe_no_error() => Assert.Null(ErrorBody.Read(new byte[] { 0x1F, 0x8B, 0x08, 0x00, 0xFF, 0xFE }));

    [Fact]
    public void Errors_in_errors_end()
    {
        var nested = string.Concat(Enumerable.Repeat("""{"error":""", 1000)) + "1" + new string('}', 1000);

        Assert.Null(ErrorBody.Read(Encoding.UTF8.GetBytes(nested))?.Message);
    }
}
