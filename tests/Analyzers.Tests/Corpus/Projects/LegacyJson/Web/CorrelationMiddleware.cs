#nullable disable
namespace LegacyJson.Web
{
    public class CorrelationMiddleware
    {
        public const string Header = "x-correlation-id";

        private static readonly object Key = new object();

        private readonly RequestDelegate next;

        public CorrelationMiddleware(RequestDelegate next)
        {
            this.next = next;
        }

        public Task Invoke(HttpContext context)
        {
            string id = context.Request.Headers[Header].FirstOrDefault();
            if (string.IsNullOrEmpty(id))
            {
                id = LlmTrace.Current == null ? Guid.NewGuid().ToString("N") : LlmTrace.Current.CallId;
            }

            context.Items[Key] = id;
            context.Response.OnStarting(
                delegate (object state)
                {
                    ((HttpContext)state).Response.Headers[Header] = id;
                    return Task.CompletedTask;
                },
                context);
            return next(context);
        }

        public static string Of(HttpContext context)
        {
            object id;
            return context.Items.TryGetValue(Key, out id) ? (string)id : null;
        }
    }
}
