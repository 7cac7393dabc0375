#nullable disable
using LegacyJson.Core;

namespace LegacyJson.Web
{
    public class ErrorWriter
    {
        private readonly ILogger logger;

        public ErrorWriter(ILoggerFactory factory)
        {
            logger = factory.CreateLogger(GetType());
        }

        [FailureLoggingPath]
        public void Write(HttpContext context, Exception exception)
        {
            GatewayError error = exception as GatewayError; // TLM2001
            if (error == null)
            {
                return;
            }

            logger.LogError(error, "Request {0} failed", context.TraceIdentifier);
            if (LlmTrace.Current != null)
            {
                LlmTrace.Current.RecordException(error);
            }

            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = error.Code == 0 ? 502 : (int)error.Code;
            }
        }
    }
}
