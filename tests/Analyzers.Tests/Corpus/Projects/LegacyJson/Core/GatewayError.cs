#nullable disable
using System.Net;

namespace LegacyJson.Core
{
    [Serializable]
    public class GatewayError : Exception
    {
        public GatewayError()
        {
        }

        public GatewayError(string message)
            : base(message)
        {
        }

        public GatewayError(string message, Exception innerException)
            : base(message, innerException)
        {
        }

        public HttpStatusCode Code { get; set; }
    }

    public class RegionError : Exception
    {
        public RegionError(string region)
            : base("No deployment in " + region)
        {
        }
    }
}
